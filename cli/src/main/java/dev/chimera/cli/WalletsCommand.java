package dev.chimera.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "wallets",
        description = "What agents may pay and have left, and payments whose outcome is open; settle one.",
        subcommands = WalletsCommand.Settle.class)
final class WalletsCommand extends ServerCommand {

    WalletsCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("wallets"));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        if (answer.path("wallets").isEmpty()) {
            terminal.print("No wallets; agent.wallet of a campaign file gives an agent one.");
            return;
        }
        boolean first = true;
        for (JsonNode wallet : answer.path("wallets")) {
            if (!first) {
                terminal.print("");
            }
            first = false;
            WalletCard.print(session(), wallet);
        }
    }

    @Command(name = "settle", description = "Say whether an agent's own payment was paid that the chain does not know.")
    static final class Settle extends ServerCommand {

        @Parameters(paramLabel = "PAYMENT_ID", description = "A payment's id.")
        private String id = "";

        @ArgGroup(multiplicity = "1")
        private Outcome outcome = new Outcome();

        /** One of the two, and never both. */
        static final class Outcome {

            @Option(names = "--paid", description = "It was paid: you have seen it on the chain.")
            private boolean paid;

            @Option(
                    names = "--not-paid",
                    description = "It was not. The wallet's next payment takes its nonce, so that both can't be mined.")
            void notPaid(boolean on) {
                paid = paid && !on;
            }
        }

        Settle(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return session()
                    .moderating()
                    .post(
                            Resource.of("wallets", "payments", id, "settlement"),
                            Json.object().put("paid", outcome.paid));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print(
                    outcome.paid
                            ? "Settled " + id + " as paid."
                            : "Settled " + id + " as not paid; nonce " + Json.text(answer, "nonce")
                                    + " is free again.");
        }
    }
}
