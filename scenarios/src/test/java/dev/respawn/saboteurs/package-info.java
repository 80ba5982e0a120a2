/** Supervisors that break one promise each, and whether the harness finds them out: the harness is what is tested here. */
@NullMarked
package dev.respawn.saboteurs;

import org.jspecify.annotations.NullMarked;
