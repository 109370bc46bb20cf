namespace Importer.Health;

/// <summary>Finds why a test call did not go well: the first line of <see cref="Causes.Table"/> that fits.</summary>
internal static class CauseFinder
{
    /// <summary>The cause of <paramref name="fault"/>.</summary>
    public static Cause Find(ProbeFault fault, ProbeFacts facts) =>
        Causes.Table.FirstOrDefault(rule => rule.Fits(fault, facts))?.Find(fault, facts)
        ?? new Cause(
            CauseCode.Unknown,
            "the answer is none that is known",
            "look at the message; run the call in the API's Test tab of the Azure portal with a trace"
        );

    /// <summary>The cause that lies in what is not as designed; there was no call.</summary>
    public static Cause OfDesign(ProbeFacts facts) => DesignCauses.Of(facts);
}

/// <summary>Why a test call did not go well.</summary>
/// <param name="Code">In one word.</param>
/// <param name="Sentence">In a sentence for people.</param>
/// <param name="Fix">What to do: a setting, a command, or a place in the portal.</param>
public sealed record Cause(CauseCode Code, string Sentence, string Fix)
{
    /// <summary>
    /// True when a fresh role, key, deployment or API makes the same answer for some minutes, so that it may pass by itself.
    /// </summary>
    public bool MayPass { get; init; }
}

/// <summary>Why a test call did not show a healthy model, in one word for programs.</summary>
public enum CauseCode
{
    /// <summary>None of the others; the evidence has the words of the answer.</summary>
    Unknown,

    /// <summary>The gateway has no API or operation under this URL.</summary>
    NoSuchApi,

    /// <summary>The account has no deployment of this name.</summary>
    DeploymentNotFound,

    /// <summary>The model was retired.</summary>
    ModelRetired,

    /// <summary>The account answers, but not under this path or api-version.</summary>
    WrongPath,

    /// <summary>The gateway refuses the subscription key.</summary>
    SubscriptionKey,

    /// <summary>The gateway's identity lacks the data action on the account.</summary>
    RoleMissing,

    /// <summary>The account got no token, or one that is not for it.</summary>
    TokenRefused,

    /// <summary>The account refuses its key.</summary>
    AccountKeyRefused,

    /// <summary>The account takes no keys.</summary>
    LocalAuthDisabled,

    /// <summary>Without a custom subdomain the account takes no tokens.</summary>
    CustomSubdomainMissing,

    /// <summary>The gateway's quota of tokens is used up.</summary>
    TokenQuota,

    /// <summary>The gateway's quota of calls or bytes is used up.</summary>
    CallQuota,

    /// <summary>The account's firewall refuses the gateway.</summary>
    NetworkRefused,

    /// <summary>The gateway's content safety policy blocked the call.</summary>
    ContentSafety,

    /// <summary>The model's content filter blocked the call.</summary>
    ContentFilter,

    /// <summary>The gateway's token limit is reached for now.</summary>
    GatewayTokenLimit,

    /// <summary>The gateway's rate limit is reached for now.</summary>
    GatewayRateLimit,

    /// <summary>The model's own limit is reached for now.</summary>
    ModelThrottled,

    /// <summary>The model refuses the request.</summary>
    ModelRefused,

    /// <summary>The deployment answers, and wants another request than a test call is.</summary>
    TestCallUnfit,

    /// <summary>A policy of the operation may have answered by itself.</summary>
    PolicyAnswered,

    /// <summary>Access was refused, and it is not known by whom or why.</summary>
    AccessRefused,

    /// <summary>Somebody paused the deployment.</summary>
    DeploymentPaused,

    /// <summary>The model failed.</summary>
    ModelFault,

    /// <summary>The gateway sends the calls to a wrong place.</summary>
    WrongBackend,

    /// <summary>The gateway's resources are not as designed.</summary>
    GatewayChanged,

    /// <summary>The gateway failed within, most often because the backend cannot be reached.</summary>
    GatewayFault,

    /// <summary>The API Management service has no identity to call the model with.</summary>
    IdentityMissing,

    /// <summary>The gateway leaves the backend alone for a while, after failures.</summary>
    CircuitOpen,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The gateway itself cannot be reached.</summary>
    GatewayUnreachable,

    /// <summary>Success, but without what a healthy model answers.</summary>
    EmptyAnswer,

    /// <summary>Not tested: there is no subscription to call it with.</summary>
    NoSubscription,

    /// <summary>Not tested: whether the API is as designed could not be read.</summary>
    DesignUnread,

    /// <summary>The day's budget of test calls is used up.</summary>
    BudgetSpent,

    /// <summary>Not tested, by choice or for want of a call that proves anything.</summary>
    NotTested,
}

/// <summary>One line of the table of causes.</summary>
/// <param name="Fits">Whether the answer looks like it.</param>
/// <param name="Find">The cause, with the fix for this account and service.</param>
internal sealed record CauseRule(Func<ProbeFault, ProbeFacts, bool> Fits, Func<ProbeFault, ProbeFacts, Cause> Find);
