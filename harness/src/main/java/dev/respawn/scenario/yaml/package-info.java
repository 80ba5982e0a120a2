/** Scenarios and suites as YAML files. */
@NullMarked
package dev.respawn.scenario.yaml;

import org.jspecify.annotations.NullMarked;
