using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Tests.State;

public sealed class ResourceStoreTests
{
    private const string Service = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/x";
    private readonly ResourceStore _store = new(TimeProvider.System);

    [Fact]
    public void Ids_ignore_case_and_keep_the_first_casing()
    {
        _store.Put($"{Service}/apis/Pets", "Microsoft.ApiManagement/service/apis", []);
        var again = _store.Put($"{Service}/APIS/pets", "microsoft.apimanagement/service/apis", new JsonObject { ["a"] = 1 });
        Assert.Equal($"{Service}/apis/Pets", again.Id);
        Assert.Equal(again, _store.Get($"{Service.ToUpperInvariant()}/apis/PETS"));
        Assert.Single(_store.Children(Service, "microsoft.apimanagement/service/apis"));
    }

    [Fact]
    public void Every_write_has_its_own_etag_and_version()
    {
        var first = _store.Put(Service, "Microsoft.ApiManagement/service", []);
        var version = _store.Version;
        var second = _store.Put(Service, "Microsoft.ApiManagement/service", []);
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.True(_store.Version > version);
    }

    [Fact]
    public void Removing_a_resource_removes_what_is_below_it_and_tells_each()
    {
        List<string> deleted = [];
        _store.Changed += change =>
        {
            if (change.Kind == ChangeKind.Deleted)
            {
                deleted.Add(change.Resource.Name);
            }
        };
        _store.Put(Service, "Microsoft.ApiManagement/service", []);
        _store.Put($"{Service}/apis/pets", "Microsoft.ApiManagement/service/apis", []);
        _store.Put($"{Service}/apis/pets/operations/get", "Microsoft.ApiManagement/service/apis/operations", []);
        _store.Put($"{Service}x", "Microsoft.ApiManagement/service", []);
        Assert.True(_store.Remove(Service));
        Assert.Equal(["get", "pets", "x"], deleted);
        Assert.Null(_store.Get($"{Service}/apis/pets/operations/get"));
        Assert.NotNull(_store.Get($"{Service}x"));
        Assert.False(_store.Remove(Service));
    }

    [Fact]
    public void Extension_resources_belong_to_their_scope()
    {
        var id = $"{Service}/providers/Microsoft.Authorization/roleAssignments/1";
        _store.Put(id, "Microsoft.Authorization/roleAssignments", []);
        Assert.Equal(id, Assert.Single(_store.Children(Service, "Microsoft.Authorization/roleAssignments")).Id);
    }
}
