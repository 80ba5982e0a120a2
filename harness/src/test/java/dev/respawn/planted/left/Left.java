package dev.respawn.planted.left;

import dev.respawn.planted.right.Right;

/** Planted for the rules to find: it needs Right, which needs it. */
public class Left {
    public Right right() {
        return new Right();
    }
}
