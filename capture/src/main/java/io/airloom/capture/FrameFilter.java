package io.airloom.capture;

import io.airloom.ieee80211.Names;
import org.jspecify.annotations.Nullable;

/// A display filter: which frames somebody wants to see.
@FunctionalInterface
public interface FrameFilter {
    /// Everything.
    FrameFilter ALL =
            new FrameFilter() {
                @Override
                public boolean matches(AirFrame frame) {
                    return true;
                }

                @Override
                public String text() {
                    return "";
                }
            };

    /// Whether `frame` is wanted. Any thread.
    boolean matches(AirFrame frame);

    /// As [FrameFilters#parse] reads it, so that another process can filter; null if this is code.
    default @Nullable String text() {
        return null;
    }

    /// The same filter, for an air of which it is known, too, who has which address; so nodes that
    /// have not sent anything yet are known by name.
    default FrameFilter knowing(Names names) {
        return this;
    }
}
