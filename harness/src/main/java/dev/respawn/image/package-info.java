/** Logical image names to real images: there already, pulled, or built from the distribution's packages. */
@NullMarked
package dev.respawn.image;

import org.jspecify.annotations.NullMarked;
