/// A way in: the clients, spies and control programs of vwifi, unmodified.
@NullMarked
package io.airloom.vwifi;

import org.jspecify.annotations.NullMarked;
