package io.airloom.top;

import java.time.Duration;

/// The full screen over a lab that is not there, as a program for terminals: frames come until it
/// is quit.
final class FakeTop {
    private FakeTop() {}

    /// Runs until it is quit.
    ///
    /// @param args how many nodes
    public static void main(String[] args) {
        int nodes = Integer.parseInt(args[0]);
        FakeLab lab = new FakeLab(nodes).withChannels();
        Thread.ofVirtual().start(() -> talk(lab, nodes));
        Top.screen(lab, options(""));
        System.out.println("quit");
    }

    static TopOptions options(String filter) {
        return new TopOptions(Duration.ofMillis(200), filter, false, true);
    }

    private static void talk(FakeLab lab, int nodes) {
        try {
            lab.send(lab.frame(0, FakeLab.beacon(FakeLab.EVIL), false, false, 1));
            for (int i = 1; ; i++) {
                int node = 1 + i % (nodes - 1);
                lab.send(lab.frame(node, FakeLab.data(node, 0), true, i % 5 != 0, 1 + i % 3));
                Thread.sleep(150);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
