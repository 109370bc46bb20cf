using Azure.Storage.Blobs;

namespace LocalAzure.Tests.Storage;

/// <summary>Says so where the tests of the storage SDKs run against LocalAzure alone.</summary>
public sealed class AzuriteTests
{
    [AzuriteFact]
    public async Task The_storage_tests_ask_Azurite_too()
    {
        await using var storage = await StorageUnderTest.StartAsync("Azurite");

        Assert.Equal("devstoreaccount1", new BlobServiceClient(storage.ConnectionString).AccountName);
        Assert.Contains("Azurite", StorageUnderTest.Names);
    }
}
