using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;

namespace Importer.Arm;

/// <summary>One request as it goes out.</summary>
internal sealed record ArmRequest(ArmCall Call, Uri Address)
{
    public JsonNode? Body { get; init; }

    public ArmCondition? Condition { get; init; }

    public void WriteTo(Request request)
    {
        request.Method = RequestMethod.Parse(Call.Method);
        request.Uri.Reset(Address);
        request.Headers.Add("Accept", "application/json");
        if (Condition is { } condition)
        {
            request.Headers.Add(condition.Header, condition.Value);
        }

        if (Body is { } body)
        {
            request.Headers.Add("Content-Type", "application/json");
            request.Content = RequestContent.Create(body.ToBytes());
        }
    }
}

/// <summary>What was called.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without its query.</param>
public readonly record struct ArmCall(string Method, string Path)
{
    /// <summary>
    /// The right that the call needs, as roles name it: <c>Microsoft.ApiManagement/service/apis/write</c>; null for a path
    /// that names no provider.
    /// </summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format</remarks>
    public string? Action
    {
        get
        {
            var segments = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var provider = Array.FindLastIndex(segments, segment => segment.Equals("providers", StringComparison.OrdinalIgnoreCase));
            if (provider < 0 || provider + 1 >= segments.Length)
            {
                return null;
            }

            var type = segments[(provider + 2)..].Where((_, index) => index % 2 == 0);
            return $"{segments[provider + 1]}/{string.Join('/', type)}/{Verb}";
        }
    }

    private string Verb =>
        Method switch
        {
            "PUT" or "PATCH" => "write",
            "DELETE" => "delete",
            "POST" => "action",
            _ => "read",
        };

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A condition on a write.</summary>
public sealed record ArmCondition
{
    /// <summary>Only if there is nothing there yet.</summary>
    public static ArmCondition IfAbsent { get; } = new() { Header = "If-None-Match", Value = "*" };

    /// <summary>Only if there is something there, whatever it is.</summary>
    public static ArmCondition IfPresent { get; } = IfStill("*");

    /// <summary>The header's name.</summary>
    public required string Header { get; init; }

    /// <summary>The header's value.</summary>
    public required string Value { get; init; }

    /// <summary>Only if it still has this entity tag.</summary>
    public static ArmCondition IfStill(string etag) => new() { Header = "If-Match", Value = etag };
}

/// <summary>An answer of Resource Manager.</summary>
public sealed record ArmResponse
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The body; of kind Undefined when there is none or it is not JSON.</summary>
    public JsonElement Body { get; init; }

    /// <summary>The entity tag; null when the service gives none.</summary>
    public string? ETag { get; init; }

    /// <summary>The error; null on success.</summary>
    public ArmError? Error { get; init; }

    /// <summary>False for a 404 with Resource Manager's own error; any other 404 is a failed call.</summary>
    public bool Found => Status != 404;

    /// <summary>True when there is a body that is not JSON.</summary>
    internal bool IsMalformed { get; init; }

    internal string? RequestId { get; init; }

    internal string? Location { get; init; }

    internal string? AsyncOperation { get; init; }

    internal TimeSpan? RetryAfter { get; init; }
}
