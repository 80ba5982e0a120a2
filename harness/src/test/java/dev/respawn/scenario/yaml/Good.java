package dev.respawn.scenario.yaml;

import java.util.List;

/** Scenarios that are right, in many spellings. */
final class Good {
    static final List<String> SCENARIOS = List.of("""
            scenario: the main process is killed
            because: restart=always must bring the same container back
            on: [test-nanny:awake, test-nanny:asleep]
            services:
              web: { image: nginx, port: 80 }
            watch:
              home: { every: 10ms, test-get: { service: web, path: / } }
            disrupt:
              - name: killed
                at: 2s
                inject: { test-crash: { signal: KILL } }
                target: { service: web }
            expect:
              - test-exits: { after: killed, with: 137 }
              - test-recovers: { probe: home, within: 3s }
              - test-holds: {}
            """, """
            # Single items without their lists, words without their arguments.
            scenario: short
            on: test-nanny:awake
            services: { web: { image: nginx } }
            disrupt: { name: killed, at: 0s, inject: test-crash, target: { service: web } }
            expect: test-holds
            """, """
            scenario: 404
            form: corpus
            because: true
            begins: not-asked
            limit: 1.5m
            services:
              web:
                image: busybox
                command: [sh, -c, 'exec sleep 1000', 5, true]
                env: { A: 1, B: "", C: true }
                port: 8080
                publish: true
                replicas: 3
                init: true
                stop-signal: sigterm
                stop-timeout: 3s
                memory: 64MiB
                health: { command: 'true', every: 1s, timeout: 500ms, retries: 1, start-period: 0s }
              db: { role: fixture, image: busybox }
            watch:
              home: { test-get: { service: web, via: published, status: [200, 204], headers: { a: b } }, timeout: 2s }
              other: { in-flight: 7, test-get: { service: db, status: 500, port: 81 } }
            disrupt:
              - { name: a, at: 1s, for: 2s, inject: { test-fill: { size: 1GiB, sparse: true } },
                  target: { service: web, replicas: 2 }, when-target-restarts: reapply }
              - { name: true, at: 1500us, inject: { test-crash: }, target: { service: db } }
            expect:
              - test-holds:
              - test-holds
            """, """
            {
            	"scenario": "JSON",
            	"on": "test-nanny:awake",
            	"services": { "web": { "image": "nginx" } },
            	"expect": [ { "test-holds": null } ]
            }
            """, """
            scenario: anchors
            on: test-nanny:awake
            services:
              web: &same { image: nginx, replicas: 2 }
              db: *same
            expect: [ test-holds ]
            """);

    private Good() {}
}
