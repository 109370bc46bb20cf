namespace LocalAzure.Arm.CognitiveServices;

/// <summary>Microsoft.CognitiveServices, see https://learn.microsoft.com/rest/api/aiservices/accountmanagement/</summary>
internal static class CognitiveTypes
{
    public const string Accounts = "Microsoft.CognitiveServices/accounts";
    public const string Deployments = "Microsoft.CognitiveServices/accounts/deployments";

    public static readonly ArmType[] All =
    [
        new ArmType(Accounts)
        {
            Verbs = Verbs.All & ~Verbs.Head,
            Accept = AccountRules.Accept,
            Show = (_, account, document) => AccountRules.Show(account, document),
            Actions = new Dictionary<string, Func<ArmCall, State.ArmResource, ArmAnswer>>
            {
                ["listKeys"] = (_, account) => AccountKeys.List(account),
                ["regenerateKey"] = AccountKeys.Regenerate,
            },
        },
        new ArmType(Deployments)
        {
            Verbs = Verbs.All & ~Verbs.Head,
            Accept = DeploymentRules.Accept,
            Show = DeploymentRules.Show,
            Actions = new Dictionary<string, Func<ArmCall, State.ArmResource, ArmAnswer>>
            {
                ["pause"] = (call, deployment) => DeploymentRules.Turn(call, deployment, "Paused"),
                ["resume"] = (call, deployment) => DeploymentRules.Turn(call, deployment, "Running"),
            },
            LongWrite = new LongWrite
            {
                Status = 201,
                StateMeanwhile = "Creating",
                StateOnUpdate = "Accepted",
                PollScope = DeploymentRules.PollScope,
                NeverEnds = DeploymentRules.IsStuck,
                Finish = DeploymentRules.Finish,
            },
        },
        new ArmType("Microsoft.CognitiveServices/accounts/models") { Verbs = Verbs.List, Listing = ModelCatalogue.List },
        new ArmType("Microsoft.CognitiveServices/locations/models")
        {
            Verbs = Verbs.List,
            HasNoParent = true,
            Listing = LocationLists.Models,
        },
        new ArmType("Microsoft.CognitiveServices/locations/usages")
        {
            Verbs = Verbs.List,
            HasNoParent = true,
            Listing = LocationLists.Usages,
        },
    ];
}
