package org.shiplog.domain.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.project.ProjectCommand.ChangeMember;
import org.shiplog.domain.project.ProjectCommand.ResetMember;
import org.shiplog.domain.project.ProjectEvent.MemberAdded;
import org.shiplog.domain.project.ProjectEvent.MemberChanged;
import org.shiplog.domain.project.ProjectEvent.MemberRemoved;
import org.shiplog.domain.project.ProjectRefusal.ChangedSince;
import org.shiplog.domain.project.ProjectRefusal.MemberExists;
import org.shiplog.domain.project.ProjectRefusal.MemberUnknown;
import org.shiplog.domain.project.ProjectRefusal.TooManyMembers;

/** How members come, change and go. */
final class MemberRules {
    static final int MAX_MEMBERS = 10_000;

    private MemberRules() {}

    static Decision<ProjectEvent, ProjectRefusal> add(Project project, Member member) {
        List<Member> all = new ArrayList<>();
        project.members().forEach((_, each) -> all.add(each));
        Optional<Member> taken = Member.find(all.stream(), member.kind(), member.subjectId());
        if (taken.isPresent()) {
            return Decision.refuse(new MemberExists(taken.get().memberId()));
        }
        return all.size() >= MAX_MEMBERS
                ? Decision.refuse(new TooManyMembers(MAX_MEMBERS))
                : Decision.accept(new MemberAdded(member));
    }

    static Decision<ProjectEvent, ProjectRefusal> change(Project project, ChangeMember change) {
        @Nullable Member before = project.members().get(change.memberId());
        if (before == null) {
            return Decision.refuse(new MemberUnknown());
        }
        Member after = new Member(
                before.memberId(),
                before.kind(),
                before.subjectId(),
                before.name(),
                change.role(),
                change.repositories(),
                change.actions());
        return before.equals(after) ? Decision.accept() : Decision.accept(new MemberChanged(before, after));
    }

    static Decision<ProjectEvent, ProjectRefusal> remove(Project project, long memberId) {
        @Nullable Member member = project.members().get(memberId);
        return member == null ? Decision.refuse(new MemberUnknown()) : Decision.accept(new MemberRemoved(member));
    }

    static Decision<ProjectEvent, ProjectRefusal> reset(Project project, ResetMember reset) {
        Member meant = reset.before().or(reset::left).orElseThrow();
        Optional<Member> now = Optional.ofNullable(project.members().get(meant.memberId()));
        if (now.equals(reset.before())) {
            return Decision.accept();
        }
        if (!reset.force() && !now.equals(reset.left())) {
            return Decision.refuse(new ChangedSince(meant.name(), text(reset.left()), text(now)));
        }
        if (now.isEmpty()) {
            return add(project, meant);
        }
        return Decision.accept(reset.before()
                .<ProjectEvent>map(member -> new MemberChanged(now.get(), member))
                .orElseGet(() -> new MemberRemoved(now.get())));
    }

    private static String text(Optional<Member> member) {
        return member.map(found -> found.role().wireName()).orElse("not a member");
    }
}
