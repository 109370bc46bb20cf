using System.Text.Json.Nodes;

namespace LocalAzure.Arm.CognitiveServices;

/// <summary>What the plane says about a model. Every capability is a text, as the service writes it.</summary>
internal sealed record ModelProfile(string Format, string Name, string Version, params IReadOnlyList<string> Capabilities)
{
    public JsonObject Describe()
    {
        var shown = new JsonObject();
        foreach (var capability in Capabilities)
        {
            var parts = capability.Split('=');
            shown[parts[0]] = parts.Length > 1 ? parts[1] : "true";
        }

        return shown;
    }
}
