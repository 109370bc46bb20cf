namespace Importer.Policies;

/// <summary>
/// Expressions that say whose calls are counted (or cached) together. A caller without a subscription has none to
/// ask for its id, so an API that requires no subscription gets an expression that survives that.
/// </summary>
internal static class CounterKeys
{
    /// <summary>The caller's address.</summary>
    public const string PerAddress = "@(context.Request.IpAddress)";

    /// <summary>The product through which the caller came; callers without one are counted together.</summary>
    public const string PerProduct = "@(context.Product?.Id ?? \"none\")";

    /// <summary>All callers of the API together.</summary>
    public const string PerApi = "@(context.Api.Id)";

    /// <summary>
    /// The model that was asked, by the path that was called and the body's <c>model</c>: what one model said is no answer
    /// of another, and nothing published says that the cache keeps them apart.
    /// </summary>
    public const string PerModel =
        "@(context.Request.OriginalUrl.Path + \"|\" + (context.Request.Body.As<JObject>(preserveContent: true)[\"model\"]?.ToString() ?? \"\"))";

    /// <summary>The words that a setting may use in place of an expression.</summary>
    public static IReadOnlyList<string> Words { get; } = ["subscription", "address", "product", "api"];

    /// <summary>The caller's subscription, or its address when the API can be called without one.</summary>
    public static string PerSubscription(bool subscriptionRequired) =>
        subscriptionRequired ? "@(context.Subscription.Id)" : "@(context.Subscription?.Id ?? context.Request.IpAddress)";

    /// <summary>
    /// The expression for a setting: one of <see cref="Words"/>, or an expression or literal of one's own, taken as it
    /// is; nothing means the subscription.
    /// </summary>
    public static string FromSetting(string? setting, bool subscriptionRequired) =>
        setting?.Trim() switch
        {
            null or "" => PerSubscription(subscriptionRequired),
            var word when Is(word, "subscription") => PerSubscription(subscriptionRequired),
            var word when Is(word, "address") => PerAddress,
            var word when Is(word, "product") => PerProduct,
            var word when Is(word, "api") => PerApi,
            var own => own,
        };

    private static bool Is(string setting, string word) => setting.Equals(word, StringComparison.OrdinalIgnoreCase);
}
