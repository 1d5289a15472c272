package io.airloom.hostwifi;

import io.airloom.proxy.Connection;
import io.airloom.proxy.HostInterface;
import io.airloom.proxy.HostWifi;
import io.airloom.proxy.LossReason;
import io.airloom.proxy.Ssid;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/// What a host told, in words.
final class Told implements HostWifi.Listener {
    final List<String> words = new CopyOnWriteArrayList<>();
    final List<HostInterface> present = new CopyOnWriteArrayList<>();
    final List<LossReason> losses = new CopyOnWriteArrayList<>();

    @Override
    public void arrived(HostInterface hostInterface) {
        present.add(hostInterface);
        words.add("arrived " + hostInterface.id());
    }

    @Override
    public void departed(HostInterface hostInterface) {
        present.remove(hostInterface);
        words.add("departed " + hostInterface.id());
    }

    @Override
    public void connected(HostInterface hostInterface, Connection connection) {
        words.add("connected %s %x".formatted(connection.ssid(), connection.bssid()));
    }

    @Override
    public void disconnected(HostInterface hostInterface, Ssid ssid, LossReason reason) {
        losses.add(reason);
        words.add("disconnected %s %s %d".formatted(ssid, reason.cause(), reason.code()));
    }

    @Override
    public void signal(HostInterface hostInterface, int dbm) {
        words.add("signal " + dbm);
    }

    @Override
    public void scanned(HostInterface hostInterface) {
        words.add("scanned");
    }

    boolean has(String text) {
        return count(word -> word.contains(text)) > 0;
    }

    long count(Predicate<String> predicate) {
        return words.stream().filter(predicate).count();
    }
}
