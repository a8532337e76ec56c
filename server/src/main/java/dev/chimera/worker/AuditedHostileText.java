package dev.chimera.worker;

import dev.chimera.audit.AuditEntry;
import dev.chimera.audit.AuditTrail;
import dev.chimera.broker.ProcessLease;
import dev.chimera.model.offline.HostileFinding;
import dev.chimera.task.Task;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Writes attempts into the audit log. One that is read again, because its Worker died, is there twice: it was read twice. */
@Component
class AuditedHostileText implements HostileTextLog {

    private final AuditTrail trail;
    private final ProcessLease lease;

    AuditedHostileText(AuditTrail trail, ProcessLease lease) {
        this.trail = trail;
        this.lease = lease;
    }

    @Override
    public void write(Task task, List<ObjectNode> found) {
        if (task.dryRun()) {
            return;
        }
        trail.append(found.stream()
                .map(evidence -> new AuditEntry(
                        task.tenant(),
                        "worker:" + lease.current(),
                        HostileFinding.EVENT,
                        task.id(),
                        task.campaign(),
                        task.version(),
                        null,
                        evidence))
                .toList());
    }
}
