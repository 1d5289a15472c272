package io.airloom.ieee80211;

import java.util.ArrayList;
import java.util.List;

/// A summary while it is being written: the words so far, and the first thing found wrong.
final class Draft {
    final FrameView view;
    final Names names;
    final List<String> details = new ArrayList<>();
    String type;
    private String badReason = "";

    Draft(FrameView view, Names names) {
        this.view = view;
        this.names = names;
        type = view.type().standardName();
    }

    void add(String detail) {
        details.add(detail);
    }

    /// @param at offset in the view's segment
    void bad(FrameProblem problem, String what, long at) {
        if (badReason.isEmpty()) {
            badReason =
                    (what.isEmpty() ? "" : what + ": ")
                            + problem.text()
                            + " at octet "
                            + (at - view.offset());
        }
    }

    String badReason() {
        return badReason;
    }

    /// A node's name, `everyone`, or the address; empty for {@link MacAddress#NONE}.
    String name(long address) {
        if (address == MacAddress.NONE) {
            return "";
        }
        if (address == MacAddress.BROADCAST) {
            return "everyone";
        }
        String name = names.nameOf(address);
        return name == null ? MacAddress.toString(address) : name;
    }

    FrameSummary finish() {
        return new FrameSummary(
                type,
                name(view.transmitterAddress()),
                name(view.receiverAddress()),
                List.copyOf(details),
                view.sequenceNumber(),
                view.length(),
                !badReason.isEmpty(),
                badReason);
    }
}
