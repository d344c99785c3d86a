package org.shiplog.http.api.project;

import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;

/** What a project refuses, in the words of Harbor's API. */
public final class ProjectRefusals {
    private ProjectRefusals() {}

    /** 200 without a body, or the refusal. */
    public static HttpResponse ok(Outcome<ProjectRefusal> outcome) {
        return switch (outcome) {
            case Outcome.Accepted<ProjectRefusal> _ -> HttpResponse.create();
            case Outcome.Refused<ProjectRefusal>(ProjectRefusal refusal) -> response(refusal);
        };
    }

    public static HttpResponse response(ProjectRefusal refusal) {
        return switch (refusal) {
            case ProjectRefusal.ProjectUnknown _ -> ErrorResponse.of(ApiError.NOT_FOUND);
            case ProjectRefusal.ProjectExists _ -> ErrorResponse.of(ApiError.CONFLICT, "the project already exists");
            case ProjectRefusal.ProjectNotEmpty _ ->
                ErrorResponse.of(ApiError.PRECONDITION, "the project contains repositories, can not be deleted");
            case ProjectRefusal.MetadataExists(String key) ->
                ErrorResponse.of(ApiError.CONFLICT, "metadata " + key + " already exists");
            case ProjectRefusal.MemberExists _ ->
                ErrorResponse.of(ApiError.CONFLICT, "The project member specified already exist");
            case ProjectRefusal.MemberUnknown _ -> ErrorResponse.of(ApiError.NOT_FOUND, "no such member");
            case ProjectRefusal.ChangedSince(String what, String expected, String found) ->
                ErrorResponse.of(
                        ApiError.CONFLICT, what + " was changed since: expected " + expected + ", found " + found);
            case ProjectRefusal.TooManyMembers(int limit) ->
                ErrorResponse.of(ApiError.BAD_REQUEST, "a project has at most " + limit + " members");
        };
    }
}
