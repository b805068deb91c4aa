package io.saleproof.cache;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Follows every course that a {@link World} can take, depth first, each from the beginning; what
 * leads to a state that was seen before is not followed further.
 */
final class Explorer {

  /** What was explored. */
  record Explored(long schedules, int states, boolean whole) {}

  private static final class Branch {
    final int options;
    int taken;

    Branch(int options) {
      this.options = options;
    }
  }

  private Explorer() {}

  /**
   * @param most how many schedules are followed at most
   */
  static Explored explore(Supplier<World> worlds, long most) {
    List<Branch> path = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    long schedules = 0;
    do {
      follow(worlds.get(), path, seen);
      schedules++;
      while (!path.isEmpty() && ++path.getLast().taken == path.getLast().options) {
        path.removeLast();
      }
    } while (!path.isEmpty() && schedules < most);
    return new Explored(schedules, seen.size(), path.isEmpty());
  }

  private static void follow(World world, List<Branch> path, Set<String> seen) {
    try {
      for (int depth = 0; ; depth++) {
        List<World.Option> options = world.options();
        if (options.isEmpty()) {
          world.end();
          return;
        }
        if (depth == path.size()) {
          if (!seen.add(world.state())) {
            path.add(new Branch(1));
            return;
          }
          path.add(new Branch(options.size()));
        }
        world.take(options.get(path.get(depth).taken));
      }
    } finally {
      world.abandon();
    }
  }

  /** Follows one course by chance. */
  static void wander(World world, Random chance, int longest) {
    try {
      for (int i = 0; i < longest; i++) {
        List<World.Option> options = world.options();
        if (options.isEmpty()) {
          world.end();
          return;
        }
        world.take(options.get(chance.nextInt(options.size())));
      }
    } finally {
      world.abandon();
    }
  }
}
