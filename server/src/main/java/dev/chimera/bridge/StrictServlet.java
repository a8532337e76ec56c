package dev.chimera.bridge;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.ProtocolVersions;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers what the SDK's transport lets through or answers without a word: a method that there is not, a version of the
 * protocol that nobody speaks, and a body that is not UTF-8, of which it would make question marks and post them.
 */
final class StrictServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String VERSION = "MCP-Protocol-Version";

    private static final Set<String> VERSIONS = Set.of(
            ProtocolVersions.MCP_2024_11_05,
            ProtocolVersions.MCP_2025_03_26,
            ProtocolVersions.MCP_2025_06_18,
            ProtocolVersions.MCP_2025_11_25);

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final transient HttpServlet transport;
    private final int largest;

    /** @param largest the longest body that is read; a longer one is for the transport to refuse */
    StrictServlet(HttpServlet transport, int largest) {
        this.transport = transport;
        this.largest = largest;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "messages come with POST, one a request");
            return;
        }
        String version = request.getHeader(VERSION);
        if (version != null && !VERSIONS.contains(version)) {
            refuse(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    VERSION + " names a version that is not spoken here; it speaks "
                            + String.join(", ", VERSIONS.stream().sorted().toList()));
            return;
        }
        if (!isUtf8(request.getContentType())) {
            refuse(
                    response,
                    HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                    "the body declares another encoding than UTF-8, and JSON has no other");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(largest + 1);
        if (body.length <= largest && !isReadable(body)) {
            refuse(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    McpSchema.ErrorCodes.PARSE_ERROR,
                    "the body is not UTF-8");
            return;
        }
        transport.service(new Read(request, withoutMark(body)), response);
    }

    private static boolean isUtf8(@Nullable String contentType) {
        try {
            Charset charset = contentType == null
                    ? null
                    : MediaType.parseMediaType(contentType).getCharset();
            return charset == null
                    || charset.equals(StandardCharsets.UTF_8)
                    || charset.equals(StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException _) {
            // What is no media type at all is for the transport to refuse, and an unknown encoding is not UTF-8.
            return contentType == null || !contentType.contains("charset");
        }
    }

    private static boolean isReadable(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    /** Some programs begin every file and every body with one; RFC 8259 lets it be ignored. */
    private static byte[] withoutMark(byte[] body) {
        return body.length >= BYTE_ORDER_MARK.length
                        && Arrays.equals(body, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)
                ? Arrays.copyOfRange(body, BYTE_ORDER_MARK.length, body.length)
                : body;
    }

    private static void refuse(HttpServletResponse response, int status, String message) throws IOException {
        refuse(response, status, McpSchema.ErrorCodes.INVALID_REQUEST, message);
    }

    private static void refuse(HttpServletResponse response, int status, int code, String message) throws IOException {
        ObjectNode answer = JsonMapper.shared().createObjectNode().put("jsonrpc", McpSchema.JSONRPC_VERSION);
        answer.putNull("id");
        answer.putObject("error").put("code", code).put("message", message);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(answer.toString());
    }

    /** A request whose body was read already. */
    private static final class Read extends HttpServletRequestWrapper {

        private final byte[] body;

        Read(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream bytes = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] into, int from, int most) {
                    return bytes.read(into, from, most);
                }

                @Override
                public boolean isFinished() {
                    return bytes.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("the body was read already");
                }
            };
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }
}
