using System.Text.Json.Nodes;
using LocalAzure.Identity;
using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>One management request, read and checked, with what the rules need to answer it.</summary>
internal sealed record ArmCall
{
    public required ArmPlane Plane { get; init; }

    public required string Method { get; init; }

    public required ArmPath Path { get; init; }

    public required string Version { get; init; }

    public required IQueryCollection Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The request's path and query, for links to the next page.</summary>
    public required string PathAndQuery { get; init; }

    public JsonObject? Body { get; init; }

    public required string CorrelationId { get; init; }

    public TokenClaims? Caller { get; init; }

    /// <summary>Held while a write to an API runs.</summary>
    public ApiLease? Lease { get; init; }

    public Cloud Cloud => Plane.Cloud;

    public ResourceStore Store => Plane.Cloud.Store;

    /// <summary>The resource that the path names, as it is now.</summary>
    public ArmResource? Existing => Store.Get(Path.Id);

    /// <summary>The body of a write; ARM refuses an empty or foreign one.</summary>
    public JsonObject Document =>
        Body
        ?? throw ArmErrors.Refuse(
            400,
            "InvalidRequestContent",
            "The request content was invalid and could not be deserialized: 'A JSON object is expected.'."
        );

    public string? Text(string query) => Query.TryGetValue(query, out var value) ? value.ToString() : null;
}
