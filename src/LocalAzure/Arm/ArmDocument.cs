using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>What a reader sees of a resource.</summary>
internal static class ArmDocument
{
    /// <summary>Where a resource's secrets are kept; never shown.</summary>
    public const string Secrets = "$secrets";

    public static JsonObject Of(ArmCall call, ArmType type, ArmResource resource)
    {
        var shown = new JsonObject
        {
            ["id"] = resource.Id,
            ["type"] = type.Name,
            ["name"] = resource.Name,
        };
        foreach (var (name, value) in type.Show(call, resource, resource.Body.Clone()))
        {
            if (name != Secrets)
            {
                shown[name] = value?.DeepClone();
            }
        }

        return shown;
    }

    public static ArmAnswer Answer(ArmCall call, ArmType type, ArmResource resource, int status)
    {
        var answer = new ArmAnswer(status, Of(call, type, resource));
        return type.HasETag ? answer.With("ETag", resource.ETag) : answer;
    }
}
