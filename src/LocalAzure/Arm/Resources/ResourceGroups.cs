using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.Resources;

/// <summary>Subscriptions (read) and resource groups (read, made, deleted with all inside, accounts moved out of them).</summary>
internal static class ResourceGroups
{
    public const string Type = "Microsoft.Resources/resourceGroups";
    public const string SubscriptionType = "Microsoft.Resources/subscriptions";

    /// <summary>The subscription a path is in; null outside of one.</summary>
    public static string? SubscriptionOf(string url)
    {
        var segments = url.Trim('/').Split('/');
        return segments.Length > 1 && ResourceIds.Same(segments[0], "subscriptions") ? segments[1] : null;
    }

    public static void CheckSubscription(ArmPlane plane, string url)
    {
        if (SubscriptionOf(url) is { } id && plane.Cloud.Store.Get($"/subscriptions/{id}") is null)
        {
            throw ArmErrors.SubscriptionNotFound(id);
        }
    }

    /// <summary>Such paths have no provider; this one only carries the scope.</summary>
    public static ArmPath PathOf(string url) =>
        new()
        {
            Scope = url,
            Namespace = "Microsoft.Resources",
            Types = [],
            Names = [],
        };

    public static ArmAnswer Run(ArmCall call, string url)
    {
        var segments = url.Trim('/').Split('/');
        var isGroup = segments.Length > 2 && ResourceIds.Same(segments[2], "resourceGroups");
        return (call.Method, segments.Length) switch
        {
            ("GET", 1) when ResourceIds.Same(segments[0], "subscriptions") => List(call.Store.OfType(SubscriptionType)),
            ("GET", 2) => ArmAnswer.Ok(Show(call.Store.Get(url)!)),
            ("GET", 3) when isGroup => List(call.Store.Children($"/subscriptions/{segments[1]}", Type)),
            ("GET", 4) when isGroup => ArmAnswer.Ok(Show(Find(call, url))),
            ("HEAD", 4) when isGroup => new ArmAnswer(call.Store.Get(url) is null ? 404 : 204),
            ("PUT", 4) when isGroup => Put(call, $"/subscriptions/{segments[1]}/resourceGroups/{segments[3]}"),
            ("DELETE", 4) when isGroup => Delete(call, Find(call, url)),
            ("POST", 5) when isGroup && ResourceIds.Same(segments[4], "moveResources") => ResourceMoves.Start(
                call,
                Find(call, url[..url.LastIndexOf('/')])
            ),
            _ => throw ArmErrors.NotSimulated($"{call.Method} {url}"),
        };
    }

    private static ArmResource Find(ArmCall call, string url) =>
        call.Store.Get(url) ?? throw ArmErrors.ResourceGroupNotFound(ResourceIds.Name(url));

    private static ArmAnswer List(IEnumerable<ArmResource> all) =>
        ArmAnswer.Ok(new JsonObject { ["value"] = new JsonArray([.. all.Select(Show)]) });

    private static JsonObject Show(ArmResource resource)
    {
        var shown = resource.Body.Clone();
        shown["id"] = resource.Id;
        if (resource.Type == Type)
        {
            shown["name"] = resource.Name;
            shown["type"] = Type;
        }

        return shown;
    }

    private static ArmAnswer Put(ArmCall call, string id)
    {
        var existed = call.Store.Get(id) is not null;
        if (call.Document["location"] is null)
        {
            throw ArmErrors.Refuse(400, "LocationRequired", "The location property is required for this definition.");
        }

        var body = new JsonObject
        {
            ["location"] = call.Document["location"]!.DeepClone(),
            ["properties"] = new JsonObject { ["provisioningState"] = "Succeeded" },
        };
        if (call.Document["tags"] is { } tags)
        {
            body["tags"] = tags.DeepClone();
        }

        var group = call.Store.Put(id, Type, body);
        call.Plane.Completed(call, group.Id, "Microsoft.Resources/subscriptions/resourceGroups/write", existed);
        return new ArmAnswer(existed ? 200 : 201, Show(group));
    }

    /// <summary>One event for the group; whether what is inside raises its own is not known, so it does not.</summary>
    private static ArmAnswer Delete(ArmCall call, ArmResource group)
    {
        var plane = call.Plane;
        var operation = plane.Operations.Start(
            (group.Id, ResourceIds.Parent(group.Id), call.Version),
            call.Cloud.Options.OperationLength,
            Finish,
            () => { }
        );
        return operation.Result ?? plane.Operations.WithHeaders(new ArmAnswer(202), operation);

        ArmAnswer Finish()
        {
            call.Store.Remove(group.Id);
            plane.Operations.CancelWithin($"{group.Id}/providers");
            plane.Completed(call, group.Id, "Microsoft.Resources/subscriptions/resourcegroups/delete", existed: true);
            return ArmAnswer.Ok();
        }
    }
}
