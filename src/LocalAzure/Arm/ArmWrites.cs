using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>PUT and PATCH, at once or as a long-running operation.</summary>
internal static class ArmWrites
{
    public static ArmAnswer Put(ArmCall call, ArmType type)
    {
        var existing = call.Existing;
        if (type.HasETag)
        {
            Preconditions.Check(call, existing, required: false);
        }

        return Write(call, type, existing, Editable(call.Body ?? (type.TakesNoBody ? [] : call.Document)));
    }

    public static ArmAnswer Patch(ArmCall call, ArmType type)
    {
        var existing = call.Existing ?? throw type.NotFound(call.Path);
        if (type.HasETag)
        {
            Preconditions.Check(call, existing, required: true);
        }

        return Write(call, type, existing, ArmJson.Merge(existing.Body, Editable(call.Document)));
    }

    private static JsonObject Editable(JsonObject document)
    {
        var copy = document.Clone();
        foreach (var readOnly in new[] { "id", "name", "type", "etag", "systemData", ArmDocument.Secrets })
        {
            copy.Remove(readOnly);
        }

        return copy;
    }

    private static ArmAnswer Write(ArmCall call, ArmType type, ArmResource? existing, JsonObject document)
    {
        var faults = type
            .Fields.Select(field => (field.Name, Message: field.FaultOf(document)))
            .Where(fault => fault.Message is not null)
            .Select(fault => (fault.Name, fault.Message!))
            .ToList();
        if (faults.Count > 0)
        {
            throw ArmErrors.Validation(faults);
        }

        var accepted = type.Accept(call, document);
        return type.LongWrite is { } way && !way.IsImmediate(call)
            ? Start(call, type, way, existing, accepted)
            : Keep(call, type, existing, accepted);
    }

    private static ArmAnswer Keep(ArmCall call, ArmType type, ArmResource? existing, JsonObject accepted)
    {
        var written = call.Store.Put(IdOf(call, type), type.Name, accepted);
        type.Written(call, written);
        call.Plane.Completed(call, written.Id, $"{type.Name}/write", existing is not null);
        return ArmDocument.Answer(call, type, written, existing is null ? 201 : 200);
    }

    private static ArmAnswer Start(ArmCall call, ArmType type, LongWrite way, ArmResource? existing, JsonObject accepted)
    {
        var id = IdOf(call, type);
        var plane = call.Plane;
        if (plane.Operations.IsRunning(id))
        {
            throw ArmErrors.Refuse(
                409,
                "RequestConflict",
                $"Cannot modify resource '{id}' because the resource entity provisioning state is not terminal. Please wait for the provisioning state to become terminal and then retry the request."
            );
        }

        var state = existing is null ? way.StateMeanwhile : way.StateOnUpdate ?? way.StateMeanwhile;
        var meanwhile = state is null ? null : Meanwhile(call, type, state, id, accepted);
        call.Lease?.HandOver();
        var operation = plane.Operations.Start(
            (id, way.PollScope(call), call.Version),
            way.NeverEnds(accepted) ? null : plane.Cloud.Options.OperationLength,
            () => Finish(call, type, existing, accepted),
            () => Fail(call, type, way, id)
        );
        if (operation.Result is { } result)
        {
            return result.Status >= 400 ? plane.Operations.WithHeaders(new ArmAnswer(202), operation) : result;
        }

        var status = way.Status == 201 && existing is not null ? 200 : way.Status;
        var answer = meanwhile is null ? new ArmAnswer(status) : ArmDocument.Answer(call, type, meanwhile, status);
        return plane.Operations.WithHeaders(answer, operation);
    }

    private static ArmAnswer Finish(ArmCall call, ArmType type, ArmResource? existing, JsonObject accepted)
    {
        var way = type.LongWrite!;
        var answer = Keep(call, type, existing, Settled(way, way.Finish(call, accepted.Clone())));
        call.Lease?.Release(call.Plane.Settle);
        return answer with { Status = 200 };
    }

    private static ArmResource Meanwhile(ArmCall call, ArmType type, string state, string id, JsonObject accepted)
    {
        var body = accepted.Clone();
        body.Properties()["provisioningState"] = state;
        return call.Store.Put(id, type.Name, body);
    }

    private static JsonObject Settled(LongWrite way, JsonObject document)
    {
        if (way.StateMeanwhile is not null)
        {
            document.Properties()["provisioningState"] = "Succeeded";
        }

        return document;
    }

    private static void Fail(ArmCall call, ArmType type, LongWrite way, string id)
    {
        call.Lease?.Release(call.Plane.Settle);
        if (way.StateMeanwhile is null || call.Store.Get(id) is not { } kept)
        {
            return;
        }

        var body = kept.Body.Clone();
        body.Properties()["provisioningState"] = "Failed";
        call.Store.Put(id, type.Name, body);
    }

    /// <summary>The id in the casing of the parent and the type; the name as it was sent.</summary>
    private static string IdOf(ArmCall call, ArmType type)
    {
        var path = call.Path;
        var parent = call.Store.Get(path.ParentId)?.Id ?? path.ParentId;
        return type.IsTopLevel ? $"{parent}/providers/{type.Name}/{path.Name}" : $"{parent}/{type.Segment}/{path.Name}";
    }
}
