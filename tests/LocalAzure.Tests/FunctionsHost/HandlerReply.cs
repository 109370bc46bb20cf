using System.Text.Json.Nodes;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>What the handler answers.</summary>
internal sealed record HandlerReply
{
    public static HandlerReply Done { get; } = new() { Body = """{"Outputs":{},"Logs":[],"ReturnValue":null}""" };

    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "application/json";

    public required string Body { get; init; }

    public static HandlerReply Outputs(JsonObject outputs) =>
        new() { Body = new JsonObject { ["Outputs"] = outputs, ["Logs"] = new JsonArray() }.ToJsonString() };

    public static HandlerReply Failed(int status) => new() { Status = status, Body = "{}" };
}
