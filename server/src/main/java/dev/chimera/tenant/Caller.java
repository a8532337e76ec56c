package dev.chimera.tenant;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import java.util.UUID;

/** Who is calling, as proven by the bearer token of the request. */
public sealed interface Caller {

    TenantId tenant();

    /** How the audit log names this caller, such as {@code user:3f…}. */
    String actor();

    /** A person with a role. */
    record Person(TenantId tenant, UserId user, String email, Role role) implements Caller {
        @Override
        public String actor() {
            return "user:" + user;
        }

        /**
         * Passes only who has this role.
         *
         * @throws ChimeraException FORBIDDEN
         */
        public void require(Role needed) {
            if (role != needed) {
                throw new ChimeraException(
                        ChimeraException.Kind.FORBIDDEN,
                        new Failure("FORBIDDEN", email + " is a " + role, "this needs a " + needed + "'s token"));
            }
        }
    }

    /** An agent, by its own API key; it may use the MCP servers as itself and nothing else. */
    record Agent(TenantId tenant, UUID agent) implements Caller {
        @Override
        public String actor() {
            return "agent:" + agent;
        }
    }

    /**
     * This service itself. The tenant and the agent that it acts for travel in the {@code _meta} of an MCP call, so
     * {@link #tenant()} is not known here.
     */
    record Service() implements Caller {
        @Override
        public TenantId tenant() {
            throw new IllegalStateException("the service credential belongs to no tenant");
        }

        @Override
        public String actor() {
            return "service";
        }
    }
}
