package io.airloom.linux;

import org.jspecify.annotations.Nullable;

/// What escaped from the work of an [EventLoop], and whose work it probably was.
///
/// @param error a RuntimeException, or an InternalError for an access to mapped memory that is not
///   there any more
/// @param handler the handler called last, null while tasks and timers ran. For an InternalError it
///   is a hint only: the machine may report the access after the handler has returned
public record FaultContext(Throwable error, EventLoop.@Nullable Handler handler) {}
