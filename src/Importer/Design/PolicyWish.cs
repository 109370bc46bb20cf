using Importer.Gateway;
using Importer.Policies;

namespace Importer.Design;

/// <summary>Grants or refuses a wished policy, and tells people of the refusals.</summary>
internal sealed class PolicyWish(ApiGroup group, DesignInput input, List<SetAside> setAside)
{
    /// <summary>The tier of the service.</summary>
    public string Sku => input.Service.Sku;

    /// <summary>What people keep in the service; null when it was not looked at.</summary>
    public GatewayHoldings? Holdings => input.Holdings;

    /// <summary>The element, or null when it is not wished for or cannot be had.</summary>
    /// <param name="element">The element's name.</param>
    /// <param name="reach">Which operations of the API take it; null when all do.</param>
    /// <param name="wish">What the settings say; null when it is off.</param>
    /// <param name="make">Makes it, knowing whether every caller has a subscription.</param>
    /// <param name="missing">What it stands on and is not there, with the fix.</param>
    public TElement? Have<TWish, TElement>(
        string element, PolicyReach? reach, TWish? wish, Func<TWish, bool, TElement> make, Func<TWish, GatewayHoldings, string?>? missing = null)
        where TWish : class
        where TElement : class
    {
        if (wish is null)
        {
            return null;
        }

        var refusal = PolicyElementFacts.Unavailable(element, input.Service.Sku)
            ?? (reach is { IsAny: false } ? $"{element} {reach.Lack}" : null)
            ?? (Holdings is { } holdings ? missing?.Invoke(wish, holdings) : null);
        if (refusal is null)
        {
            return make(wish, group.IsSubscriptionSure);
        }

        Tell($"{refusal}; the API is made without it");
        return null;
    }

    /// <summary>Tells people something about the API.</summary>
    public void Tell(string sentence) => setAside.Add(new(group.ApiId, sentence));
}
