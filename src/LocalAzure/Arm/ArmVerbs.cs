using LocalAzure.Arm.ApiManagement;
using LocalAzure.Arm.Resources;
using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>The verbs of the management plane, done one way for every type; what differs stands in <see cref="ArmType"/>.</summary>
internal static class ArmVerbs
{
    public static ArmAnswer Run(ArmCall call)
    {
        if (ResourceIds.Same(call.Path.Type, TagRules.Type))
        {
            return TagRules.Run(call);
        }

        if (call.Method == "POST")
        {
            return Act(call);
        }

        var type = ArmTypes.Find(call.Path.Type) ?? throw ArmErrors.NotSimulated($"the resource type '{call.Path.Type}'");
        var verb = VerbOf(call);
        if (!type.Verbs.HasFlag(verb) || verb == Verbs.None)
        {
            throw ArmErrors.NotSimulated($"{call.Method} on {(call.Path.EndsOnName ? "" : "a list of ")}'{type.Name}'");
        }

        if (verb is not Verbs.Get and not Verbs.Head)
        {
            ArmScope.Check(call, type);
        }

        if (verb is Verbs.Put or Verbs.Patch or Verbs.Delete)
        {
            ServiceLock.Check(call);
        }

        return verb switch
        {
            Verbs.Get => Get(call, type),
            Verbs.Head => Head(call, type),
            Verbs.List => List(call, type),
            Verbs.Put => ArmWrites.Put(call, type),
            Verbs.Patch => ArmWrites.Patch(call, type),
            _ => Delete(call, type),
        };
    }

    private static Verbs VerbOf(ArmCall call) =>
        (call.Method, call.Path.EndsOnName) switch
        {
            ("GET", true) => Verbs.Get,
            ("GET", false) => Verbs.List,
            ("HEAD", true) => Verbs.Head,
            ("PUT", true) => Verbs.Put,
            ("PATCH", true) => Verbs.Patch,
            ("DELETE", true) => Verbs.Delete,
            _ => Verbs.None,
        };

    private static ArmResource Find(ArmCall call, ArmType type)
    {
        if (call.Existing is { } found)
        {
            return found;
        }

        ArmScope.Check(call, type);
        throw type.NotFound(call.Path);
    }

    private static ArmAnswer Get(ArmCall call, ArmType type) =>
        type.Finding is { } finding
            ? ArmAnswer.Ok(finding(call) ?? throw type.NotFound(call.Path))
            : ArmDocument.Answer(call, type, Find(call, type), 200);

    private static ArmAnswer Head(ArmCall call, ArmType type)
    {
        var resource = Find(call, type);
        // A link is only confirmed: https://learn.microsoft.com/rest/api/apimanagement/product-api/check-entity-exists
        return type.HasETag ? ArmAnswer.Ok().With("ETag", resource.ETag) : ArmAnswer.NoContent;
    }

    private static ArmAnswer List(ArmCall call, ArmType type)
    {
        var all = type.Listing?.Invoke(call) ?? Stored(call, type).Select(one => ArmDocument.Of(call, type, one));
        var filter = ResourceIds.Same(type.Namespace, "Microsoft.ApiManagement") ? ListFilter.Parse(call.Text("$filter")) : _ => true;
        return ArmAnswer.Ok(Paging.Page(call, [.. all.Where(filter)]));
    }

    private static IEnumerable<ArmResource> Stored(ArmCall call, ArmType type) =>
        type.IsTopLevel
            ? call.Store.OfType(type.Name).Where(one => ResourceIds.IsWithin(one.Id, call.Path.Scope))
            : call.Store.Children(call.Path.ParentId, type.Name);

    private static ArmAnswer Delete(ArmCall call, ArmType type)
    {
        if (call.Existing is not { } existing)
        {
            return ArmAnswer.NoContent;
        }

        if (type.HasETag)
        {
            Preconditions.Check(call, existing, required: true);
        }

        type.Deleting(call, existing);
        var body = type.AnswersDeleteWithBody ? ArmDocument.Of(call, type, existing) : null;
        call.Store.Remove(existing.Id);
        call.Plane.Operations.CancelWithin(existing.Id);
        call.Plane.Completed(call, existing.Id, $"{type.Name}/delete", existed: true);
        return ArmAnswer.Ok(body);
    }

    private static ArmAnswer Act(ArmCall call)
    {
        if (call.Path.EndsOnName)
        {
            throw ArmErrors.NotSimulated($"POST on '{call.Path.Type}'");
        }

        var owner = call with { Path = call.Path.Owner };
        var type = ArmTypes.Find(owner.Path.Type);
        var action = type?.Actions.FirstOrDefault(one => ResourceIds.Same(one.Key, call.Path.Tail));
        if (type is null || action?.Value is not { } run)
        {
            throw ArmErrors.NotSimulated($"the action '{call.Path.Tail}' of '{owner.Path.Type}'");
        }

        var resource = Find(owner, type);
        var answer = run(owner, resource);
        call.Plane.Completed(owner, resource.Id, $"{type.Name}/{action.Value.Key}/action", existed: true);
        return answer;
    }
}
