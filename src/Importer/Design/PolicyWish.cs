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
            ?? (isTaken ? null : $"{element} works on chat, embeddings and responses (not on images, audio and files), and this API has none of these");
        if (refusal is null)
        {
            return make(wish, group.Profile.SubscriptionRequired);
        }

        setAside.Add(new(group.ApiId, $"{refusal}; the API is made without it"));
        return null;
    }
}
