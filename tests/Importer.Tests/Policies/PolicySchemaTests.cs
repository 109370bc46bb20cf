using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Importer.Policies;
using Xunit.Abstractions;

namespace Importer.Tests.Policies;

/// <summary>The published XML schema of policies judges what is written, where it is at hand.</summary>
public sealed class PolicySchemaTests(ITestOutputHelper output)
{
    private static readonly Lazy<XmlSchemaSet?> Published = new(Load);

    [Fact]
    public void Every_combination_of_switches_is_valid()
    {
        if (Published.Value is not { } schemas)
        {
            output.WriteLine("Not checked: the policy schema is not beside the repository (shared/policy-xsd).");
            return;
        }

        var documents = ApiPolicySamples.All().Select(document => document.ToXml()).Distinct().ToList();

        Assert.True(documents.Count > 1000, "too few samples");
        Assert.All(documents, xml => Assert.Empty(Faults(xml, schemas)));
    }

    [Fact]
    public void The_schema_does_find_faults()
    {
        if (Published.Value is not { } schemas)
        {
            output.WriteLine("Not checked: the policy schema is not beside the repository (shared/policy-xsd).");
            return;
        }

        var xml = new PolicyDocument { Backend = [new ForwardRequest { BufferResponse = false }] }.ToXml();

        Assert.NotEmpty(Faults(xml.Replace("buffer-response", "buffer-answer", StringComparison.Ordinal), schemas));
    }

    private static List<string> Faults(string xml, XmlSchemaSet schemas)
    {
        var faults = new List<string>();
        XDocument.Parse(xml).Validate(schemas, (_, fault) => faults.Add($"{fault.Message}\n{xml}"));
        return faults;
    }

    private static XmlSchemaSet? Load()
    {
        if (SharedMaterial.Find("policy-xsd/xsd/policies.xsd") is not { } path)
        {
            return null;
        }

        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        schemas.Add(null, path);
        schemas.Compile();
        return schemas;
    }
}
