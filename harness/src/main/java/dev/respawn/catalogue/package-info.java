/** The words of the scenario language by name: how each is read, written and described. */
@NullMarked
package dev.respawn.catalogue;

import org.jspecify.annotations.NullMarked;
