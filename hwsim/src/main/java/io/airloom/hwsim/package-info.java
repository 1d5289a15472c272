/// The message: what mac80211_hwsim and its medium say to each other, over any carrier.
@NullMarked
package io.airloom.hwsim;

import org.jspecify.annotations.NullMarked;
