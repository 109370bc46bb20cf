using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.Resources;

/// <summary>
/// The tags of a resource or resource group as a resource of their own; what is written is what the resource itself shows. Its events name
/// the tagged resource. https://learn.microsoft.com/rest/api/resources/tags
/// </summary>
internal static class TagRules
{
    public const string Type = "Microsoft.Resources/tags";

    public static ArmAnswer Run(ArmCall call)
    {
        if (!call.Path.EndsOnName || !ResourceIds.Same(call.Path.Name, "default"))
        {
            throw ArmErrors.NotSimulated($"{call.Method} on '{Type}' other than 'default'");
        }

        var tagged = call.Store.Get(call.Path.Scope) ?? throw ArmErrors.ParentNotFound(ResourceIds.Name(call.Path.Scope));
        return call.Method switch
        {
            "GET" => ArmAnswer.Ok(Show(tagged)),
            "PUT" => Write(call, tagged, Given(call)),
            "PATCH" => Write(call, tagged, Patched(call, Of(tagged))),
            "DELETE" => Delete(call, tagged),
            _ => throw ArmErrors.NotSimulated($"{call.Method} on '{Type}'"),
        };
    }

    private static ArmAnswer Write(ArmCall call, ArmResource tagged, JsonObject tags)
    {
        var written = Keep(call, tagged, tags);
        call.Plane.Completed(call, written.Id, $"{Type}/write", existed: true);
        return ArmAnswer.Ok(Show(written));
    }

    private static ArmAnswer Delete(ArmCall call, ArmResource tagged)
    {
        Keep(call, tagged, []);
        call.Plane.Completed(call, tagged.Id, $"{Type}/delete", existed: true);
        return ArmAnswer.Ok();
    }

    private static ArmResource Keep(ArmCall call, ArmResource tagged, JsonObject tags)
    {
        var body = tagged.Body.Clone();
        body["tags"] = tags;
        return call.Store.Put(tagged.Id, tagged.Type, body);
    }

    private static JsonObject Patched(ArmCall call, JsonObject before)
    {
        var given = Given(call);
        switch ((string?)call.Document["operation"])
        {
            case "Replace":
                return given;
            case "Merge":
                return ArmJson.Merge(before, given);
            case "Delete":
                foreach (var name in given.Select(tag => tag.Key))
                {
                    before.Remove(name);
                }

                return before;
            default:
                throw ArmErrors.Refuse(400, "InvalidTagPatchOperation", "The tags patch operation must be 'Replace', 'Merge' or 'Delete'.");
        }
    }

    private static JsonObject Given(ArmCall call) =>
        call.Document["properties"]?["tags"] is JsonObject tags
            ? tags.Clone()
            : throw ArmErrors.Refuse(400, "InvalidRequestContent", "The property 'properties.tags' is required.");

    private static JsonObject Of(ArmResource tagged) => (tagged.Body["tags"] as JsonObject)?.Clone() ?? [];

    private static JsonObject Show(ArmResource tagged) =>
        new()
        {
            ["id"] = $"{tagged.Id}/providers/{Type}/default",
            ["name"] = "default",
            ["type"] = Type,
            ["properties"] = new JsonObject { ["tags"] = Of(tagged) },
        };
}
