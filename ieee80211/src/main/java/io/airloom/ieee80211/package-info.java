/// The frame: IEEE 802.11 frames and elements as views over memory, and their words. Pure.
@NullMarked
package io.airloom.ieee80211;

import org.jspecify.annotations.NullMarked;
