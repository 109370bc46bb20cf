using System.Text.Json.Nodes;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// Policy fragments: long-running, root element <c>fragment</c>, see https://learn.microsoft.com/rest/api/apimanagement/policy-fragment
/// </summary>
internal static class FragmentRules
{
    /// <summary>32 KB: https://learn.microsoft.com/azure/api-management/policy-fragments</summary>
    private const int MaxLength = 32 * 1024;

    public static readonly ArmType Type = new(ApiManagementTypes.Fragments)
    {
        Verbs = Verbs.All & ~Verbs.Patch,
        HasETag = true,
        Noun = "PolicyFragment",
        Fields = [new("value") { Required = true }, new("format") { OneOf = ["xml", "rawxml"] }, new("description") { Max = 1000 }],
        Accept = Accept,
        Show = PolicyRules.Show,
        Deleting = (call, fragment) => References.RefuseIfUsed(call, "include-fragment", "fragment-id", fragment.Name),
        LongWrite = new LongWrite { PollScope = ApiManagementTypes.PollScope },
    };

    private static JsonObject Accept(ArmCall call, JsonObject document) =>
        document.Text("value")!.Length <= MaxLength
            ? PolicyRules.Kept(call, document, "fragment")
            : throw ArmErrors.Validation(("representation", $"The policy fragment is larger than {MaxLength} characters."));
}
