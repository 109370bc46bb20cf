using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// Links of APIs to products and tags, by path (<c>products/p/apis/a</c>, <c>apis/a/tags/t</c>) or by link
/// (<c>apiLinks</c>). The one by path is what counts; a link by id is kept beside it.
/// See https://learn.microsoft.com/rest/api/apimanagement/product-api-link
/// </summary>
internal static class LinkRules
{
    public static readonly ArmType[] All =
    [
        new ArmType(ApiManagementTypes.ProductApis)
        {
            Verbs = Verbs.List | Verbs.Put | Verbs.Delete | Verbs.Head,
            TakesNoBody = true,
            Noun = "API",
            Accept = (call, _) => Target(call, $"{ApiManagementTypes.ServiceId(call)}/apis/{call.Path.Name}", "API"),
            Deleting = (call, link) => RemoveLinks(call, $"{ResourceIds.Parent(link.Id)}", ApiManagementTypes.ProductApiLinks, link.Name),
        },
        new ArmType(ApiManagementTypes.ApiTags)
        {
            Verbs = Verbs.All & ~Verbs.Patch,
            TakesNoBody = true,
            Noun = "Tag",
            Accept = (call, _) => Target(call, $"{ApiManagementTypes.ServiceId(call)}/tags/{call.Path.Name}", "Tag"),
            Show = ShowTag,
            Deleting = (call, link) =>
                RemoveLinks(
                    call,
                    $"{ApiManagementTypes.ServiceId(call)}/tags/{link.Name}",
                    ApiManagementTypes.TagApiLinks,
                    ResourceIds.Name(call.Path.ParentId)
                ),
        },
        ApiLinks(ApiManagementTypes.ProductApiLinks, ApiManagementTypes.ProductApis, ProductLink),
        ApiLinks(ApiManagementTypes.TagApiLinks, ApiManagementTypes.ApiTags, TagLink),
        new ArmType(ApiManagementTypes.Tags)
        {
            HasETag = true,
            Noun = "Tag",
            Fields =
            [
                new("displayName")
                {
                    Required = true,
                    Min = 1,
                    Max = 160,
                },
            ],
            Deleting = (call, tag) => RemoveFromApis(call, tag.Name),
        },
    ];

    /// <summary>A kind of apiLinks that keeps the link by path in step.</summary>
    private static ArmType ApiLinks(string name, string byPath, Func<string, ArmResource, string> pathOf) =>
        new(name)
        {
            Verbs = Verbs.All & ~Verbs.Patch & ~Verbs.Head,
            Noun = "Link",
            Fields = [new("apiId") { Required = true }],
            Accept = (call, document) => AcceptLink(call, document, pathOf),
            Written = (call, link) => call.Store.Put(pathOf(call.Path.ParentId, ApiOf(call, link.Body)), byPath, []),
            Deleting = (call, link) => call.Store.Remove(pathOf(call.Path.ParentId, ApiOf(call, link.Body))),
        };

    private static string ProductLink(string product, ArmResource api) => $"{product}/apis/{api.Name}";

    private static string TagLink(string tag, ArmResource api) => $"{api.Id}/tags/{ResourceIds.Name(tag)}";

    private static JsonObject Target(ArmCall call, string id, string noun) =>
        call.Store.Get(id) is null ? throw ArmErrors.Refuse(404, "ResourceNotFound", $"{noun} not found.") : [];

    private static ArmResource ApiOf(ArmCall call, JsonObject link) =>
        call.Store.Get(ApiManagementTypes.FullId(call, link.Text("apiId")!))
        ?? throw ArmErrors.Refuse(404, "ResourceNotFound", "API not found.");

    private static JsonObject AcceptLink(ArmCall call, JsonObject document, Func<string, ArmResource, string> pathOf)
    {
        var api = ApiOf(call, document);
        if (call.Existing is null && call.Store.Get(pathOf(call.Path.ParentId, api)) is not null)
        {
            // Wording: https://github.com/Azure/apiops-cli
            throw ArmErrors.Refuse(
                409,
                "Conflict",
                $"Link already exists between specified {ResourceIds.Name(call.Path.ParentId)} and {api.Name}."
            );
        }

        document.Properties()["apiId"] = api.Id;
        return document;
    }

    private static JsonObject ShowTag(ArmCall call, ArmResource link, JsonObject document)
    {
        var tag = call.Store.Get($"{ApiManagementTypes.ServiceId(call)}/tags/{link.Name}");
        return new JsonObject { ["properties"] = new JsonObject { ["displayName"] = tag?.Body.Text("displayName") ?? link.Name } };
    }

    /// <summary>Links to an API leave with it.</summary>
    public static void RemoveFromProducts(ArmCall call, string api)
    {
        foreach (var product in call.Store.Children(ApiManagementTypes.ServiceId(call), ApiManagementTypes.Products))
        {
            call.Store.Remove($"{product.Id}/apis/{api}");
            RemoveLinks(call, product.Id, ApiManagementTypes.ProductApiLinks, api);
        }

        foreach (var tag in call.Store.Children(ApiManagementTypes.ServiceId(call), ApiManagementTypes.Tags))
        {
            RemoveLinks(call, tag.Id, ApiManagementTypes.TagApiLinks, api);
        }
    }

    private static void RemoveLinks(ArmCall call, string parent, string type, string api)
    {
        foreach (
            var link in call
                .Store.Children(parent, type)
                .Where(one => ResourceIds.Same(ResourceIds.Name(one.Body.Text("apiId") ?? ""), api))
        )
        {
            call.Store.Remove(link.Id);
        }
    }

    private static void RemoveFromApis(ArmCall call, string tag)
    {
        foreach (var api in call.Store.Children(ApiManagementTypes.ServiceId(call), ApiManagementTypes.Apis))
        {
            call.Store.Remove($"{api.Id}/tags/{tag}");
        }
    }
}
