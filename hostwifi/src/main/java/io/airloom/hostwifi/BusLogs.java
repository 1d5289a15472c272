package io.airloom.hostwifi;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Silences the library that speaks D-Bus: below warnings it writes each message that it sends, and
/// keys are in some of them. A level would not do, since anybody may set another one; so each of
/// its loggers has a filter, and is kept from being collected.
final class BusLogs {
    private static final String PACKAGE = "org.freedesktop.dbus.";

    /// Its classes that have a logger, and those that inherit one which is named after them.
    private static final List<String> CLASSES =
            List.of(
                    "DBusAsyncReply",
                    "Marshalling",
                    "MethodTuple",
                    "RemoteInvocationHandler",
                    "connections.BusAddress",
                    "connections.SASL",
                    "connections.SASL$Command",
                    "connections.base.AbstractConnectionBase",
                    "connections.base.FallbackContainer",
                    "connections.base.IncomingMessageThread",
                    "connections.base.ReceivingService",
                    "connections.impl.DBusConnection",
                    "connections.impl.DirectConnection",
                    "connections.transports.AbstractTransport",
                    "connections.transports.AbstractUnixTransport",
                    "connections.transports.TransportBuilder",
                    "messages.DBusSignal",
                    "messages.Error",
                    "messages.ExportedObject",
                    "messages.Message",
                    "messages.MessageFactory",
                    "messages.MethodBase",
                    "messages.MethodCall",
                    "messages.MethodReturn",
                    "messages.ObjectTree",
                    "spi.message.AbstractInputStreamMessageReader",
                    "spi.message.AbstractOutputStreamMessageWriter",
                    "spi.message.InputStreamMessageReader",
                    "spi.message.OutputStreamMessageWriter",
                    "transport.jre.NativeTransportProvider",
                    "transport.jre.NativeUnixSocketTransport",
                    "types.Variant",
                    "utils.AddressBuilder",
                    "utils.ReflectionFileDescriptorHelper",
                    "utils.Util");

    private static final Filter WARNINGS_ONLY =
            message -> message.getLevel().intValue() >= Level.WARNING.intValue();

    private static final List<Logger> SILENCED =
            CLASSES.stream().map(name -> Logger.getLogger(PACKAGE + name)).toList();

    private BusLogs() {}

    static void silence() {
        SILENCED.forEach(logger -> logger.setFilter(WARNINGS_ONLY));
    }
}
