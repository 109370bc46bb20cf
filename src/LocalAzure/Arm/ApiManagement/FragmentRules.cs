namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// Policy fragments: long-running, root element <c>fragment</c>, see https://learn.microsoft.com/rest/api/apimanagement/policy-fragment
/// </summary>
internal static class FragmentRules
{
    public static readonly ArmType Type = new(ApiManagementTypes.Fragments)
    {
        Verbs = Verbs.All & ~Verbs.Patch,
        HasETag = true,
        Noun = "PolicyFragment",
        Fields = [new("value") { Required = true }, new("format") { OneOf = ["xml", "rawxml"] }, new("description") { Max = 1000 }],
        Accept = (call, document) => PolicyRules.Kept(call, document, "fragment"),
        Show = PolicyRules.Show,
        Deleting = (call, fragment) => References.RefuseIfUsed(call, "include-fragment", "fragment-id", fragment.Name),
        LongWrite = new LongWrite { PollScope = ApiManagementTypes.PollScope },
    };
}
