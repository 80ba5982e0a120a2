package dev.respawn.planted.right;

import dev.respawn.planted.left.Left;

/** Planted for the rules to find: it needs Left, which needs it. */
public class Right {
    public Left left() {
        return new Left();
    }
}
