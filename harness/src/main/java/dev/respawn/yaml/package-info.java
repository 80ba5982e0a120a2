/** YAML text to nodes that know their place; nothing of ours. */
@NullMarked
package dev.respawn.yaml;

import org.jspecify.annotations.NullMarked;
