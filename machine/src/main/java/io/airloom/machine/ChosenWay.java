package io.airloom.machine;

import io.airloom.topology.CommandWay;

/// How commands run in a system of the user's own, once that was found out.
///
/// @param why for people
public record ChosenWay(CommandWay way, String why) {}
