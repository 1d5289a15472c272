package io.airloom.lab;

import io.airloom.machine.NodeMachine;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Role;
import io.airloom.topology.Topology;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a station's data gets through its access point. A station is associated when it has sent
/// its last message; its access point drops what the station sends until hostapd has read that
/// message, which on a busy machine takes a while. It may not come to that at all: an access point
/// that has started the handshake anew meanwhile ends such an association, after four seconds.
enum Authorization {
    /// The access point lets data through.
    GIVEN,
    /// It knows the station, but does not.
    PENDING,
    /// It is no node of this lab, or knows the station by another address.
    UNKNOWN;

    /// 40 looks, half a tenth of a second apart: what is pending or unknown is so for two seconds.
    private static final String LOOK =
            """
            for look in $(seq 40); do
              case "$(hostapd_cli -i wlan0 sta "$1" 2>/dev/null)" in
                *AUTHORIZED*) echo given; exit;;
                *flags=*) seen=pending;;
              esac
              sleep 0.05
            done
            echo "$seen\"\
            """;

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// Asks the access point, for two seconds at most if that is not busy.
    ///
    /// @param accessPoint the machine of the station's access point
    /// @param station its address
    static Authorization of(NodeMachine accessPoint, String station) throws InterruptedException {
        List<String> command = List.of("sh", "-c", LOOK, "look", station);
        return switch (accessPoint.exec(command, new byte[0], LIMIT).stdout().strip()) {
            case "given" -> GIVEN;
            case "pending" -> PENDING;
            default -> UNKNOWN;
        };
    }

    /// The node that is the access point of a station.
    ///
    /// @param status lines of the station's wpa_supplicant's status
    /// @return null if it is no node of this lab
    static @Nullable NodeSpec accessPoint(Topology topology, String status) {
        String bssid = address(status, "bssid=");
        return topology.nodes().stream()
                .filter(node -> node.role() == Role.AP && node.macAddress().equals(bssid))
                .findFirst()
                .orElse(null);
    }

    /// An address that a guest has told, or nothing.
    static String address(String status, String key) {
        return status.lines()
                .filter(line -> line.matches(key + "[0-9a-f:]{17}"))
                .map(line -> line.substring(key.length()))
                .findFirst()
                .orElse("");
    }
}
