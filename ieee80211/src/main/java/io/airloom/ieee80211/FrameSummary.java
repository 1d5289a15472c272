package io.airloom.ieee80211;

import java.util.ArrayList;
import java.util.List;

/// What one line says of a frame: its type, who sent it to whom, and what matters in it.
///
/// @param type the standard's name, or a better one (`EAPOL-Key 1/4`)
/// @param from the transmitter's name or address; empty if the frame carries none
/// @param to the receiver's name or address, `everyone` for broadcast; empty if there is none
/// @param details in the order in which to show them (`"lab" ch 1`, `WPA2-PSK/CCMP`)
/// @param sequenceNumber 0 … 4095, or {@link FrameView#ABSENT}
/// @param length octets of the frame without FCS
/// @param bad is the frame malformed?
/// @param badReason what is wrong and at which octet; empty if nothing is
public record FrameSummary(
        String type,
        String from,
        String to,
        List<String> details,
        int sequenceNumber,
        int length,
        boolean bad,
        String badReason) {

    /// Puts a frame into words. Total: bad frames become bad summaries.
    public static FrameSummary of(FrameView view, Names names) {
        List<String> details = new ArrayList<>();
        boolean bad = !view.isValid();
        return new FrameSummary(
                view.type().standardName(),
                name(view.transmitterAddress(), names),
                name(view.receiverAddress(), names),
                List.copyOf(details),
                view.sequenceNumber(),
                view.length(),
                bad,
                bad ? view.problem().text() + " at octet " + view.problemOffset() : "");
    }

    /// The line's text without time and sender: `Beacon "lab" ch 1, WPA2-PSK/CCMP`, or `EAPOL-Key
    /// 1/4 → sta1`.
    public String text() {
        StringBuilder line = new StringBuilder(type);
        if (!details.isEmpty()) {
            line.append(details.getFirst().startsWith("\"") ? " " : ", ");
            line.append(String.join(", ", details));
        }
        if (!to.isEmpty()) {
            line.append(" → ").append(to);
        }
        return bad ? line.append("  BAD: ").append(badReason).toString() : line.toString();
    }

    private static String name(long address, Names names) {
        if (address == MacAddress.NONE) {
            return "";
        }
        if (address == MacAddress.BROADCAST) {
            return "everyone";
        }
        String name = names.nameOf(address);
        return name == null ? MacAddress.toString(address) : name;
    }
}
