package io.airloom.hostwifi;

import java.util.List;
import java.util.Map;

/// What a daemon told everybody.
///
/// @param path whose object
/// @param interfaceName the D-Bus interface
/// @param arguments of any type: nobody has checked them
record BusSignal(String path, String interfaceName, String member, List<Object> arguments) {
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";

    boolean is(String interfaceName, String member) {
        return this.interfaceName.equals(interfaceName) && this.member.equals(member);
    }

    /// An argument, or an empty text if there is none.
    Object argument(int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    /// The properties of an interface that have changed; empty if this tells of none.
    Map<String, Object> changed(String ofInterface) {
        return is(PROPERTIES, "PropertiesChanged") && argument(0).equals(ofInterface)
                ? Values.dictionaryOrNothing(argument(1))
                : Map.of();
    }
}
