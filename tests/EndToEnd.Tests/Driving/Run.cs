using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Driving;

/// <summary>The record of a run.</summary>
public sealed record Run(JsonObject Json)
{
    public string? Scope => (string?)Json["scope"];

    public string? Outcome => (string?)Json["outcome"];

    public string? Error => (string?)Json["error"];

    public int Steps => Json["steps"]!.AsArray().Count;

    /// <summary>Why this deployment, account or scope was left out or alone; null when it was not.</summary>
    public string? WhyNot(string id) =>
        Json["setAside"]!
            .AsArray()
            .Where(aside => string.Equals((string?)aside!["deployment"], id, StringComparison.OrdinalIgnoreCase))
            .Select(aside => (string?)aside!["reason"])
            .FirstOrDefault();

    /// <summary>How the test call of a deployment ended.</summary>
    public string? Probe(string deployment) =>
        Json["probes"]!
            .AsArray()
            .Where(probe => (string?)probe!["deployment"] == deployment)
            .Select(probe => (string?)probe!["status"])
            .FirstOrDefault();

    public override string ToString() => Json.ToJsonString();
}
