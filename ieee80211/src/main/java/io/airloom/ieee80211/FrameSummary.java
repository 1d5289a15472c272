package io.airloom.ieee80211;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
        return of(view, names, null);
    }

    /// @param cipher what protected frames between these two are known to be protected with
    static FrameSummary of(FrameView view, Names names, @Nullable String cipher) {
        Draft draft = new Draft(view, names);
        if (!view.isValid()) {
            if (view.problem() == FrameProblem.TOO_SHORT) {
                draft.type = "Bad frame";
            }
            draft.bad(view.problem(), "", view.offset() + view.problemOffset());
            return draft.finish();
        }
        switch (view.type().type()) {
            case FrameType.MANAGEMENT_TYPE -> ManagementWords.write(draft, cipher);
            case FrameType.DATA_TYPE -> DataWords.write(draft, cipher);
            default -> ControlWords.write(draft);
        }
        if (view.isFragment()) {
            int number = view.fragmentNumber();
            draft.add(
                    "fragment " + number + (view.moreFragments() ? ", more follow" : ", the last"));
        }
        if (view.retry()) {
            draft.add("retry");
        }
        return draft.finish();
    }

    /// The line's text without time and sender, the least important last, since lines get cut:
    /// `Beacon "lab" ch 1, WPA2-PSK/CCMP → everyone seq 17, 105 bytes`.
    public String text() {
        StringBuilder line = new StringBuilder(type);
        if (!details.isEmpty()) {
            line.append(' ').append(String.join(", ", details));
        }
        if (!to.isEmpty()) {
            line.append(" → ").append(to);
        }
        if (bad) {
            line.append("  BAD: ").append(badReason);
        }
        return line.append("  ").append(measure()).toString();
    }

    /// Sequence number, if there is one, and length: `seq 17, 112 bytes`.
    private String measure() {
        String bytes = length + (length == 1 ? " byte" : " bytes");
        return sequenceNumber == FrameView.ABSENT ? bytes : "seq " + sequenceNumber + ", " + bytes;
    }
}
