package dev.chimera.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(name = "env", description = "Where the running server and its databases are.")
final class EnvCommand extends ServerCommand {

    EnvCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return session().places();
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        for (Map.Entry<String, JsonNode> entry : answer.properties()) {
            terminal.print(terminal.ink().dim(DisplayText.pad(entry.getKey(), 14))
                    + DisplayText.oneLine(entry.getValue().asString("")));
        }
    }
}
