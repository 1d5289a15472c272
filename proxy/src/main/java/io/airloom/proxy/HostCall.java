package io.airloom.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A guest's requests, each on a connection of its own, with the driver's patience.
///
/// @param wrong a host that breaks a rule, in words
record HostCall(HostAccess host, ScanLayout layout, GuestTimes times, Consumer<String> wrong) {
    /// What the host said to a request.
    ///
    /// @param answer one of the kind that was asked for, or null
    /// @param why there is none, else empty
    record Reply(@Nullable Answer answer, String why) {}

    /// Asks, and waits for the answer.
    Reply ask(Request request) {
        byte[] message = RequestCodec.encode(request);
        byte[] body = Arrays.copyOfRange(message, Header.LENGTH, message.length);
        try (GuestStream stream = host.connect(times.connect())) {
            // In two sends, as the driver does.
            stream.write(Arrays.copyOf(message, Header.LENGTH), times.call());
            stream.write(body, times.call());
            return answer(stream, request.operation());
        } catch (MessageReader.Broken e) {
            return broken(request.operation(), String.valueOf(e.getMessage()));
        } catch (SocketTimeoutException e) {
            return new Reply(null, "the host does not answer: " + e.getMessage());
        } catch (IOException e) {
            return new Reply(null, "the host is not there: " + e.getMessage());
        } finally {
            Arrays.fill(message, (byte) 0);
            Arrays.fill(body, (byte) 0);
        }
    }

    private Reply answer(GuestStream stream, Operation asked) throws IOException {
        Header header = Header.read(MessageReader.read(stream, Header.LENGTH, times.call()));
        byte[] body = MessageReader.body(stream, header, times.call());
        return switch (AnswerCodec.answer(header, body, layout)) {
            case Decoded.Malformed<Answer>(String reason, int offset) ->
                    broken(asked, "%s at octet %d of the body".formatted(reason, offset));
            case Decoded.Whole<Answer>(Answer.Invalid _) ->
                    new Reply(null, "the host refuses the request");
            case Decoded.Whole<Answer>(Answer answer) ->
                    header.operation() == asked.code() + 1
                            ? new Reply(answer, "")
                            : broken(asked, "operation %d instead".formatted(header.operation()));
        };
    }

    private Reply broken(Operation asked, String what) {
        String said = "answer to " + asked + ": " + what;
        wrong.accept(said);
        return new Reply(null, said);
    }
}
