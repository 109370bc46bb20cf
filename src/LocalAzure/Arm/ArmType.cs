using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>The rules of one resource type; everything they leave out is done the common way by <see cref="ArmVerbs"/>.</summary>
internal sealed record ArmType(string Name)
{
    public Verbs Verbs { get; init; } = Verbs.All;

    /// <summary>Answers carry the ETag header; PATCH and DELETE want If-Match.</summary>
    public bool HasETag { get; init; }

    /// <summary>Checked on every PUT and after every PATCH.</summary>
    public IReadOnlyList<Field> Fields { get; init; } = [];

    /// <summary>Turns the document of a PUT (or the result of a PATCH) into what is kept; throws to refuse it.</summary>
    public Func<ArmCall, JsonObject, JsonObject> Accept { get; init; } = (_, document) => document;

    /// <summary>Turns what is kept into what a reader sees. It may change the copy it is given.</summary>
    public Func<ArmCall, ArmResource, JsonObject, JsonObject> Show { get; init; } = (_, _, document) => document;

    /// <summary>Links are made by their path alone.</summary>
    public bool TakesNoBody { get; init; }

    /// <summary>Runs after a write is in the store.</summary>
    public Action<ArmCall, ArmResource> Written { get; init; } = (_, _) => { };

    /// <summary>Runs before a delete; throws to refuse it.</summary>
    public Action<ArmCall, ArmResource> Deleting { get; init; } = (_, _) => { };

    /// <summary>How long-running writes go; null for synchronous ones.</summary>
    public LongWrite? LongWrite { get; init; }

    /// <summary>Role assignments come back in the answer of their delete.</summary>
    public bool AnswersDeleteWithBody { get; init; }

    /// <summary>Lists of a location have no parent in the store.</summary>
    public bool HasNoParent { get; init; }

    /// <summary>A list that is not simply the children in the store.</summary>
    public Func<ArmCall, IEnumerable<JsonObject>>? Listing { get; init; }

    /// <summary>A resource that is not in the store, read by its path; null when there is none.</summary>
    public Func<ArmCall, JsonObject?>? Finding { get; init; }

    /// <summary>POST actions by name.</summary>
    public IReadOnlyDictionary<string, Func<ArmCall, ArmResource, ArmAnswer>> Actions { get; init; } =
        new Dictionary<string, Func<ArmCall, ArmResource, ArmAnswer>>();

    /// <summary>What the service calls one of these when it is not there, for example <c>API</c>; ARM's own words when absent.</summary>
    public string? Noun { get; init; }

    public string Namespace => Name[..Name.IndexOf('/', StringComparison.Ordinal)];

    public bool IsTopLevel => Name.Count(c => c == '/') == 1;

    /// <summary>For example <c>apis</c>.</summary>
    public string Segment => ResourceIds.Name(Name);

    public ArmRefusedException NotFound(ArmPath path) =>
        Noun is null ? ArmErrors.NotFound(path) : ArmErrors.Refuse(404, "ResourceNotFound", $"{Noun} not found.");
}
