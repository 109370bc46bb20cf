using Importer.Gateway;
using Importer.Policies;

namespace Importer.Design;

/// <summary>Grants or refuses a wished policy, and tells people of the refusals.</summary>
internal sealed class PolicyWish(ApiGroup group, ServiceInfo service, List<SetAside> setAside)
{
    /// <summary>The element, or null when it is not wished for or cannot be had.</summary>
    public TElement? Have<TWish, TElement>(string element, bool isTaken, TWish? wish, Func<TWish, bool, TElement> make)
        where TWish : class
        where TElement : class
    {
        if (wish is null)
        {
            return null;
        }

        var refusal = PolicyElementFacts.Unavailable(element, service.Sku)
            ?? (isTaken ? null : $"{element} does not work on image, audio and file endpoints, and this API has no others");
        if (refusal is null)
        {
            return make(wish, group.Profile.SubscriptionRequired);
        }

        setAside.Add(new(group.ApiId, $"{refusal}; the API is made without it"));
        return null;
    }
}
